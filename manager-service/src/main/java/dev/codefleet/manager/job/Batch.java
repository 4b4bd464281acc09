package dev.codefleet.manager.job;

import dev.codefleet.contract.attempt.AttemptId;
import dev.codefleet.contract.job.JobId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The changes that one transaction writes, with the effects that follow its commit. Several changes
 * of the same row become one: the row goes from the first {@code from} to the last {@code to}.
 */
public final class Batch {
    private record SubtaskRow(JobId job, int ordinal) {}

    private record Effect(JobId job, Runnable run) {}

    private final Map<JobId, Long> fences = new HashMap<>();
    private final Map<JobId, Change.OfJob> jobs = new LinkedHashMap<>();
    private final Map<SubtaskRow, Change.OfSubtask> subtasks = new LinkedHashMap<>();
    private final Map<AttemptId, Change.OfAttempt> attempts = new LinkedHashMap<>();
    private final List<Change.AttemptStarted> started = new ArrayList<>();
    private final List<Change.AttemptMoved> moved = new ArrayList<>();
    private final List<Change.BundleKept> bundles = new ArrayList<>();
    private final List<Change.LogKept> logs = new ArrayList<>();
    private final List<Change.AttestationKept> attestations = new ArrayList<>();
    private final List<Change.Logged> events = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private boolean isUrgent;

    /**
     * Adds a change.
     *
     * @param fence under which the job is held
     */
    public void add(Change change, long fence) {
        fences.put(change.job(), fence);
        isUrgent |= !(change instanceof Change.Logged);
        switch (change) {
            case Change.OfJob job -> jobs.merge(job.job(), job, Batch::merge);
            case Change.OfSubtask subtask ->
                    subtasks.merge(
                            new SubtaskRow(subtask.job(), subtask.ordinal()),
                            subtask,
                            Batch::merge);
            case Change.OfAttempt attempt -> attempts.put(attempt.attempt(), attempt);
            case Change.AttemptStarted start -> started.add(start);
            case Change.AttemptMoved move -> moved.add(move);
            case Change.BundleKept bundle -> bundles.add(bundle);
            case Change.LogKept log -> logs.add(log);
            case Change.AttestationKept attestation -> attestations.add(attestation);
            case Change.Logged event -> events.add(event);
        }
    }

    /**
     * Adds what happens after the commit, unless the job turns out to be another manager's by then.
     */
    public void afterwards(JobId job, Runnable effect) {
        isUrgent = true;
        effects.add(new Effect(job, effect));
    }

    /**
     * Adds an entry of a job's log, for which nothing but its readers waits.
     *
     * @param fence under which the job is held
     * @param publish tells the readers, after the commit
     */
    public void log(Change.Logged entry, long fence, Runnable publish) {
        add(entry, fence);
        effects.add(new Effect(entry.job(), publish));
    }

    /** Whether there is more to write than entries of logs. */
    public boolean isUrgent() {
        return isUrgent;
    }

    /**
     * Forgets a job, effects included: what was to be written was decided under a fence that is not
     * ours any more.
     */
    public void remove(JobId job) {
        fences.remove(job);
        Stream.of(
                        jobs.values(),
                        subtasks.values(),
                        attempts.values(),
                        started,
                        moved,
                        bundles,
                        logs,
                        attestations,
                        events)
                .forEach(changes -> changes.removeIf(change -> change.job().equals(job)));
        effects.removeIf(effect -> effect.job().equals(job));
    }

    /** The changes of one job, without effects. */
    public Batch only(JobId job) {
        var batch = new Batch();
        long fence = fences.getOrDefault(job, 0L);
        Stream.of(
                        jobs.values(),
                        subtasks.values(),
                        attempts.values(),
                        started,
                        moved,
                        bundles,
                        logs,
                        attestations,
                        events)
                .flatMap(Collection::stream)
                .map(Change.class::cast)
                .filter(change -> change.job().equals(job))
                .forEach(change -> batch.add(change, fence));
        return batch;
    }

    public boolean isEmpty() {
        return fences.isEmpty() && effects.isEmpty();
    }

    /** The job and its fence for every job that this batch writes. */
    public Map<JobId, Long> fences() {
        return fences;
    }

    public Collection<Change.OfJob> jobs() {
        return jobs.values();
    }

    public Collection<Change.OfSubtask> subtasks() {
        return subtasks.values();
    }

    public Collection<Change.OfAttempt> attempts() {
        return attempts.values();
    }

    public List<Change.AttemptStarted> started() {
        return started;
    }

    public List<Change.AttemptMoved> moved() {
        return moved;
    }

    public List<Change.BundleKept> bundles() {
        return bundles;
    }

    public List<Change.LogKept> logs() {
        return logs;
    }

    public List<Change.AttestationKept> attestations() {
        return attestations;
    }

    public List<Change.Logged> events() {
        return events;
    }

    /**
     * The effects, in the order they were added, but for those of the jobs that are not ours any
     * more.
     */
    public List<Runnable> effects(Set<JobId> notOurs) {
        return effects.stream()
                .filter(each -> !notOurs.contains(each.job()))
                .map(Effect::run)
                .toList();
    }

    private static Change.OfJob merge(Change.OfJob first, Change.OfJob last) {
        return new Change.OfJob(
                last.job(),
                first.from(),
                last.to(),
                last.base(),
                last.head(),
                last.slots(),
                last.workMs(),
                last.failure(),
                last.cancelRequested(),
                last.finishedAt(),
                last.unschedulable());
    }

    private static Change.OfSubtask merge(Change.OfSubtask first, Change.OfSubtask last) {
        return new Change.OfSubtask(
                last.job(),
                last.ordinal(),
                last.key(),
                first.from(),
                last.to(),
                last.attempts(),
                last.failures(),
                last.losses(),
                last.notBefore(),
                last.commit(),
                last.failure());
    }
}
