package dev.codefleet.programmer.report;

import dev.codefleet.contract.plan.ExecutorKind;
import dev.codefleet.git.merge.ChangedFile;
import dev.codefleet.git.merge.Changes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The flags of a receipt: what a reviewer should look at in a change. */
public final class ReviewFlags {
    static final String NO_CHANGE = "NO_CHANGE";
    static final String OUTSIDE_FILES = "OUTSIDE_FILES";
    static final String TESTS_DELETED = "TESTS_DELETED";

    /** The base has submodules, and an attempt has no files of them. */
    static final String SUBMODULES_MISSING = "SUBMODULES_MISSING";

    /** The base has files of Git LFS that were pointers in the attempt's tree. */
    static final String LFS_CONTENTS_MISSING = "LFS_CONTENTS_MISSING";

    /** Where the common languages and build tools have their tests. */
    private static final Pattern TEST =
            Pattern.compile(
                    "(?:.*/)?(?:tests?|__tests__|spec)/.*"
                            + "|.*Tests?\\.[A-Za-z]+|.*IT\\.java"
                            + "|.*[._-](?:test|spec)\\.[A-Za-z]+|(?:.*/)?test_[^/]*");

    private ReviewFlags() {}

    /**
     * @param changes null for an attempt that made no commit
     * @param files globs of what may change; empty for anything
     */
    static List<String> of(ExecutorKind executor, @Nullable Changes changes, List<String> files) {
        var flags = new ArrayList<String>();
        if (changes == null) {
            return flags;
        }
        if (changes.filesChanged() == 0 && executor != ExecutorKind.NONE) {
            flags.add(NO_CHANGE);
        }
        var globs = files.stream().map(Glob::new).toList();
        if (!globs.isEmpty() && changes.files().stream().anyMatch(file -> isOutside(file, globs))) {
            flags.add(OUTSIDE_FILES);
        }
        if (changes.files().stream().anyMatch(ReviewFlags::deletesTest)) {
            flags.add(TESTS_DELETED);
        }
        return flags;
    }

    private static boolean isOutside(ChangedFile file, List<Glob> globs) {
        var oldPath = file.oldPath();
        return !isWithin(file.path(), globs) || (oldPath != null && !isWithin(oldPath, globs));
    }

    private static boolean isWithin(String path, List<Glob> globs) {
        return globs.stream().anyMatch(glob -> glob.matches(path));
    }

    /** A test that is renamed into something that no test runner finds is as good as deleted. */
    private static boolean deletesTest(ChangedFile file) {
        return switch (file.status()) {
            case DELETED -> isTest(file.path());
            case RENAMED ->
                    file.oldPath() != null && isTest(file.oldPath()) && !isTest(file.path());
            case ADDED, MODIFIED -> false;
        };
    }

    static boolean isTest(String path) {
        return TEST.matcher(path).matches();
    }
}
