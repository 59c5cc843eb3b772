package lanewise.vae.network;

import lanewise.core.Team;

/// Work over the elements of a batch that may be too little to wake a team for.
final class SmallWork {

    /// Elements from which a second thread pays.
    private static final int SHARED_FROM = 1 << 14;

    private SmallWork() {
    }

    /// By the team, or by the caller alone where there is little to do.
    static void run(Team.Work work, int elements, Team team) {
        if (elements < SHARED_FROM) {
            work.part(0, 1);
        } else {
            team.run(work);
        }
    }
}
