package lanewise.vae.train;

/// Where a run stands: steps done, epochs done, training rows of the current epoch done.
record RunProgress(long step, int epoch, int position) {

    boolean isReached(int rows, TrainingConfiguration configuration) {
        long batch = configuration.stepRows();
        long perEpoch = (rows + batch - 1) / batch;
        boolean atBatch = position >= 0 && position <= rows && (position % batch == 0 || position == rows);
        boolean done = epoch == configuration.epochs();
        return atBatch && epoch >= 0 && (done ? position == 0 : epoch < configuration.epochs())
                && step == epoch * perEpoch + (position + batch - 1) / batch;
    }
}
