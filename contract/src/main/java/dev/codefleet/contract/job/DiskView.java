package dev.codefleet.contract.job;

import java.util.List;

/** Sizes of the tables of a fleet's database, the largest first. */
public record DiskView(List<Table> tables) {
    public DiskView {
        tables = List.copyOf(tables);
    }

    /**
     * A table.
     *
     * @param bytes on disk, indexes and long values included
     * @param rows as PostgreSQL estimated them when it last looked
     */
    public record Table(String name, long bytes, long rows) {}
}
