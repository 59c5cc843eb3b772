package lanewise.bench.peers.run;

import java.util.List;

/// Makes a contender in the process of [RemoteHost]; has a public constructor without arguments, and loads
/// no library itself.
public interface RemoteMaker {

    /// Makes it.
    ///
    /// @param arguments what [Remote] was given
    /// @return ready to run
    /// @throws Exception if the peer is not available here
    Contender make(List<String> arguments) throws Exception;
}
