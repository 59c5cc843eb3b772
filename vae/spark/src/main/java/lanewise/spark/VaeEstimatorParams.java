package lanewise.spark;

import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;

import lanewise.vae.model.Architecture;
import lanewise.vae.tabular.TableForm;
import lanewise.vae.train.TrainingConfiguration;

/// The parameters of a [VaeEstimator], each with its name, what sets it and what it is, as Spark ML has them.
public abstract class VaeEstimatorParams extends Estimator<VaeTransformer> {

    private static final long serialVersionUID = 1;

    private final String uid;
    private final Param<String> architecture;
    private final Param<String> configuration;
    private final Param<String> table;
    private final IntParam tableRows;
    private final Param<String> inputCol;
    private final Param<String> orderCol;
    private final IntParam workers;
    private final Param<String> checkpoint;
    private final IntParam checkpointEvery;

    /// Describes the parameters of an estimator.
    ///
    /// @param uid its name in a pipeline
    VaeEstimatorParams(String uid) {
        this.uid = uid;
        this.architecture = new Param<>(uid, "architecture", "what is trained, in JSON");
        this.configuration = new Param<>(uid, "configuration", "how it is trained, in JSON");
        this.table = new Param<>(uid, "table", "how rows of a table are encoded, in JSON; unset for vectors, and"
                + " for a table whose first rows say it");
        this.tableRows = new IntParam(uid, "tableRows", "rows that say how those of a table are encoded, where table is"
                + " unset", ParamValidators.gtEq(1));
        this.inputCol = new Param<>(uid, "inputCol", "column of vectors or arrays; unset for the columns of the table");
        this.orderCol = new Param<>(uid, "orderCol", "column that rows are numbered by; unset for the order in which"
                + " the DataFrame gives them");
        this.workers = new IntParam(uid, "workers", "tasks that train together", ParamValidators.gtEq(1));
        this.checkpoint = new Param<>(uid, "checkpoint", "file for checkpoints that driver and executors reach");
        this.checkpointEvery = new IntParam(uid, "checkpointEvery", "steps between checkpoints; 0 for the ends of"
                + " epochs only", ParamValidators.gtEq(0));
    }

    @Override
    public final String uid() {
        return uid;
    }

    private VaeEstimator with(Param<String> param, String value) {
        return (VaeEstimator) set(param, value);
    }

    /// The value of a text, or null if it is not set.
    final String text(Param<String> param) {
        return isDefined(param) && !getOrDefault(param).isEmpty() ? getOrDefault(param) : null;
    }

    /// What is trained. @return the parameter
    public final Param<String> architecture() {
        return architecture;
    }

    /// What is trained; unset, what [lanewise.vae.tabular.Recipe] says of the table.
    ///
    /// @param value the architecture
    /// @return this
    public final VaeEstimator setArchitecture(Architecture value) {
        return with(architecture, value.toJson());
    }

    /// What is trained.
    /// @return the architecture in JSON
    public final String getArchitecture() {
        return getOrDefault(architecture);
    }

    /// How it is trained. @return the parameter
    public final Param<String> configuration() {
        return configuration;
    }

    /// How it is trained; a step has [TrainingConfiguration#accumulate()] blocks, which the workers share, so that
    /// there are to be at least as many blocks as workers.
    ///
    /// @param value the configuration
    /// @return this
    public final VaeEstimator setConfiguration(TrainingConfiguration value) {
        return with(configuration, value.toJson());
    }

    /// How it is trained.
    /// @return the configuration in JSON
    public final String getConfiguration() {
        return getOrDefault(configuration);
    }

    /// How rows are encoded. @return the parameter
    public final Param<String> table() {
        return table;
    }

    /// How rows of a table are encoded; the model carries it. Unset, and without an [#setInputCol(String)], `fit` looks
    /// at the first [#setTableRows(int)] rows as `lanewise train` looks at a file: it learns from all columns of
    /// numbers, texts, booleans, dates and timestamps but that of the order.
    ///
    /// @param value the form
    /// @return this
    public final VaeEstimator setTable(TableForm value) {
        return with(table, value.toJson());
    }

    /// How rows of a table are encoded.
    /// @return the form in JSON
    public final String getTable() {
        return getOrDefault(table);
    }

    /// The rows that are looked at. @return the parameter
    public final IntParam tableRows() {
        return tableRows;
    }

    /// Rows that say how those of a table are encoded, where nobody else does; they pass through the driver. 100,000
    /// unless set.
    ///
    /// @param value at least 1
    /// @return this
    public final VaeEstimator setTableRows(int value) {
        return (VaeEstimator) set(tableRows, value);
    }

    /// The rows that are looked at.
    /// @return the number
    public final int getTableRows() {
        return (int) getOrDefault(tableRows);
    }

    /// The column that is read. @return the parameter
    public final Param<String> inputCol() {
        return inputCol;
    }

    /// The column that is read: vectors of Spark ML, or arrays of floats or doubles. Unset, the columns of the table.
    ///
    /// @param value a column
    /// @return this
    public final VaeEstimator setInputCol(String value) {
        return with(inputCol, value);
    }

    /// The column that is read.
    /// @return its name
    public final String getInputCol() {
        return getOrDefault(inputCol);
    }

    /// The column of the order. @return the parameter
    public final Param<String> orderCol() {
        return orderCol;
    }

    /// The column by which rows are numbered, ascending; its values are to be different from each other. Unset, rows
    /// are numbered as the DataFrame gives them, which is stable for files that are read in their order and not after a
    /// shuffle.
    ///
    /// @param value a column
    /// @return this
    public final VaeEstimator setOrderCol(String value) {
        return with(orderCol, value);
    }

    /// The column of the order.
    /// @return its name
    public final String getOrderCol() {
        return getOrDefault(orderCol);
    }

    /// The number of tasks. @return the parameter
    public final IntParam workers() {
        return workers;
    }

    /// Tasks that train together, each with a copy of all rows and the threads of its cores; 1 unless set. No part of
    /// the result.
    ///
    /// @param value at least 1
    /// @return this
    public final VaeEstimator setWorkers(int value) {
        return (VaeEstimator) set(workers, value);
    }

    /// Tasks that train together.
    /// @return the number
    public final int getWorkers() {
        return (int) getOrDefault(workers);
    }

    /// The file of checkpoints. @return the parameter
    public final Param<String> checkpoint() {
        return checkpoint;
    }

    /// The file of checkpoints, which driver and all executors reach, such as `hdfs://...`. A run whose file is there
    /// goes on from it.
    ///
    /// @param value a file
    /// @return this
    public final VaeEstimator setCheckpoint(String value) {
        return with(checkpoint, value);
    }

    /// The file of checkpoints.
    /// @return its name
    public final String getCheckpoint() {
        return getOrDefault(checkpoint);
    }

    /// The steps between checkpoints. @return the parameter
    public final IntParam checkpointEvery() {
        return checkpointEvery;
    }

    /// Steps between checkpoints, besides those at the ends of epochs; 0, for none, unless set.
    ///
    /// @param value at least 0
    /// @return this
    public final VaeEstimator setCheckpointEvery(int value) {
        return (VaeEstimator) set(checkpointEvery, value);
    }

    /// Steps between checkpoints.
    /// @return the number
    public final int getCheckpointEvery() {
        return (int) getOrDefault(checkpointEvery);
    }
}
