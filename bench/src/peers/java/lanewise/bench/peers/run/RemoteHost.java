package lanewise.bench.peers.run;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.List;

/// The other side of [Remote]: makes one contender and takes orders from standard input until it ends.
public final class RemoteHost {

    private RemoteHost() {
    }

    /// Serves one contender.
    ///
    /// @param args the class of its [RemoteMaker] and the arguments for that
    /// @throws Exception if the other side is gone
    public static void main(String[] args) throws Exception {
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        System.setOut(System.err);
        try (Contender contender = make(List.of(args))) {
            succeed(out);
            out.flush();
            serve(contender, in, out);
        } catch (EOFException e) {
            // The other side has ended, orderly or not.
        } catch (IOException e) {
            throw e;
        } catch (Throwable t) {
            fail(out, t);
            out.flush();
        }
    }

    private static Contender make(List<String> arguments) throws Exception {
        RemoteMaker maker = Class.forName(arguments.getFirst()).asSubclass(RemoteMaker.class).getConstructor()
                .newInstance();
        return maker.make(arguments.subList(1, arguments.size()));
    }

    private static void serve(Contender contender, DataInputStream in, DataOutputStream out) throws IOException {
        while (true) {
            byte order = in.readByte();
            try {
                switch (order) {
                    case Remote.SLICE -> slice(contender, in.readInt(), in.readBoolean(), out);
                    case Remote.RESULT -> result(contender, out);
                    case Remote.WARMING -> {
                        boolean warming = contender.warming();
                        succeed(out);
                        out.writeBoolean(warming);
                    }
                    case Remote.END -> {
                        return;
                    }
                    default -> throw new IllegalStateException("order " + order);
                }
            } catch (IOException e) {
                throw e;
            } catch (Throwable t) {
                fail(out, t);
            }
            out.flush();
        }
    }

    /// Answers when threads that were left spinning are asleep, so that they do not disturb who comes next.
    private static void slice(Contender contender, int calls, boolean each, DataOutputStream out) throws Throwable {
        long[] single = each ? new long[calls] : null;
        Slice slice = contender.slice(calls, single);
        Runner.settle();
        succeed(out);
        out.writeLong(slice.wall());
        out.writeLong(slice.cpu());
        if (each) {
            for (long nanos : single) {
                out.writeLong(nanos);
            }
        }
    }

    private static void result(Contender contender, DataOutputStream out) throws Throwable {
        float[] result = contender.result();
        succeed(out);
        out.writeInt(result.length);
        for (float value : result) {
            out.writeFloat(value);
        }
    }

    private static void succeed(DataOutputStream out) throws IOException {
        out.writeUTF("");
    }

    private static void fail(DataOutputStream out, Throwable t) throws IOException {
        out.writeUTF(Selection.reason(t));
    }
}
