package dev.codefleet.simulation;

/** Answers requests, in the life of its process. */
public interface Server {
    void handle(Call call);
}
