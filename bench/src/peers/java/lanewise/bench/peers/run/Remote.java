package lanewise.bench.peers.run;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A contender that lives in a Java process of its own, [RemoteHost], for a library that wants its environment set
/// before it is loaded or that must not share a process with another BLAS.
///
/// Calls are made and timed over there, slice by slice, also its processor time; between slices that process waits for
/// orders and takes no time.
public final class Remote implements Contender {

    static final byte SLICE = 1;
    static final byte RESULT = 2;
    static final byte END = 3;
    static final byte WARMING = 4;

    private final String name;
    private final Process process;
    private final DataInputStream in;
    private final DataOutputStream out;

    /// Starts the process and waits until the contender is ready.
    ///
    /// @param name        for the table
    /// @param environment variables to set
    /// @param options     for java, besides the usual ones
    /// @param maker       makes the contender over there
    /// @param arguments   for the maker
    /// @throws IOException           if the process cannot be started
    /// @throws IllegalStateException with the reason why the contender is not available
    public Remote(String name, Map<String, String> environment, List<String> options,
            Class<? extends RemoteMaker> maker, String... arguments)
            throws IOException {
        this.name = name;
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules",
                        "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-XX:-UsePerfData"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), RemoteHost.class.getName(),
                maker.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        process = builder.start();
        in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        try {
            answer();
        } catch (IOException | IllegalStateException e) {
            close();
            throw e;
        }
    }

    /// Each answer begins with an empty text, or with what went wrong.
    private void answer() throws IOException {
        out.flush();
        String failure = in.readUTF();
        if (!failure.isEmpty()) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void run() throws IOException {
        slice(1, null);
    }

    @Override
    public Slice slice(int calls, long[] single) throws IOException {
        out.writeByte(SLICE);
        out.writeInt(calls);
        out.writeBoolean(single != null);
        answer();
        Slice slice = new Slice(calls, in.readLong(), in.readLong());
        if (single != null) {
            for (int i = 0; i < calls; i++) {
                single[i] = in.readLong();
            }
        }
        return slice;
    }

    @Override
    public float[] result() throws IOException {
        out.writeByte(RESULT);
        answer();
        float[] result = new float[in.readInt()];
        for (int i = 0; i < result.length; i++) {
            result[i] = in.readFloat();
        }
        return result;
    }

    @Override
    public boolean warming() throws IOException {
        out.writeByte(WARMING);
        answer();
        return in.readBoolean();
    }

    @Override
    public void close() {
        try {
            out.writeByte(END);
            out.close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
