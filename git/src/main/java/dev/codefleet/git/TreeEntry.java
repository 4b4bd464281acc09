package dev.codefleet.git;

/**
 * What a commit has at a path.
 *
 * @param mode as git writes it, such as 0100644; 0 if there is nothing
 * @param hash the name of the file's content
 */
public record TreeEntry(int mode, String hash) {
    static final int FILE = 0100644;
    static final int PROGRAM = 0100755;
    static final int LINK = 0120000;

    boolean isAbsent() {
        return mode == 0;
    }
}
