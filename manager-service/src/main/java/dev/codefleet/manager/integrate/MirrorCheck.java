package dev.codefleet.manager.integrate;

import dev.codefleet.git.CommitId;
import dev.codefleet.git.objects.Ancestry;
import dev.codefleet.git.process.Git;
import dev.codefleet.git.process.GitFailed;
import java.nio.file.Path;

/** Checks whether a mirror itself is damaged before input from outside is blamed for it. */
final class MirrorCheck {
    private MirrorCheck() {}

    /**
     * After something from outside was refused: looks whether the mirror is whole.
     *
     * @throws GitFailed of the kind by which the mirror is made anew, if it is not
     */
    static void ruleOut(Git git, Path mirror, CommitId commit) {
        try {
            Ancestry.requireWhole(git, mirror, commit);
        } catch (GitFailed e) {
            // A walk that takes too long tells nothing.
            if (e.reason() == GitFailed.Reason.EXIT_CODE) {
                throw e;
            }
        }
    }
}
