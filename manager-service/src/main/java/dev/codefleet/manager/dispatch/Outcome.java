package dev.codefleet.manager.dispatch;

import dev.codefleet.contract.attempt.Failure;

/** The end of something that a job has waited for. */
sealed interface Outcome<T> {
    record Done<T>(T value) implements Outcome<T> {}

    record Failed<T>(Failure failure) implements Outcome<T> {}
}
