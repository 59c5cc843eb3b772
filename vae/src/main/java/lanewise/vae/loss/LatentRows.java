package lanewise.vae.loss;

import lanewise.core.Team;

/// What a [Loss] does row by row, shared out among a team.
final class LatentRows {

    private final Batch batch;
    private final Loss loss;
    private final Team.Work forward = this::forward;
    private final Team.Work slope = this::slope;
    private final Team.Work heads = this::heads;

    LatentRows(Batch batch, Loss loss) {
        this.batch = batch;
        this.loss = loss;
    }

    /// Draws z, and takes what the loss wants of samples and rows.
    void draw() {
        batch.workspace.team().run(forward);
    }

    /// The gradients of the heads from those of z.
    void backward() {
        if (loss.changesSlope()) {
            batch.workspace.team().run(slope);
        }
        batch.workspace.team().run(heads);
    }

    private void forward(int part, int parts) {
        int from = Team.begin(batch.sampleRows(), part, parts, 1);
        int to = Team.begin(batch.sampleRows(), part + 1, parts, 1);
        loss.sample(from, to);
        loss.samples(from, to);
        loss.rows(Team.begin(batch.rows, part, parts, 1), Team.begin(batch.rows, part + 1, parts, 1));
    }

    private void slope(int part, int parts) {
        loss.slope(Team.begin(batch.sampleRows(), part, parts, 1), Team.begin(batch.sampleRows(), part + 1, parts, 1));
    }

    private void heads(int part, int parts) {
        loss.heads(Team.begin(batch.rows, part, parts, 1), Team.begin(batch.rows, part + 1, parts, 1));
    }
}
