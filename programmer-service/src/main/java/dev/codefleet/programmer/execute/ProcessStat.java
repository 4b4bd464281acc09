package dev.codefleet.programmer.execute;

/**
 * What {@code /proc/<pid>/stat} says of a process.
 *
 * @param state one letter, blank when the process is gone
 * @param parent the number of the process that started it, or that has taken it over
 * @param session the number of its session; 0 when it is gone
 * @param threads of it, the first included
 * @param startTime which tells it from an earlier one of its number
 * @param hasMemory whether it has memory of its own, which the kernel's own threads have not
 * @param environmentEnd where its environment ends; 0 while it replaces its program
 */
record ProcessStat(
        String state,
        long parent,
        long session,
        long threads,
        long startTime,
        boolean hasMemory,
        long environmentEnd) {
    private static final ProcessStat GONE = new ProcessStat("", 0, 0, 0, 0, false, 0);
    private static final int FIELDS = 50;

    /** Reads the line; the second field is a name that may hold blanks and brackets. */
    static ProcessStat parse(String line) {
        var fields = line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1);
        // The first of these is the third field of proc(5).
        return fields.length < FIELDS - 2
                ? GONE
                : new ProcessStat(
                        fields[0],
                        Long.parseLong(fields[1]),
                        Long.parseLong(fields[3]),
                        Long.parseLong(fields[17]),
                        Long.parseLong(fields[19]),
                        !fields[20].equals("0"),
                        Long.parseUnsignedLong(fields[48]));
    }

    boolean isZombie() {
        return state.equals("Z") || state.equals("X");
    }

    boolean isReplacingProgram() {
        return hasMemory && environmentEnd == 0 && !isZombie();
    }
}
