package io.azimux.cluster.chaos;

/**
 * What a fault has done to one direction between two elements, as seen by one of their processes.
 *
 * @param lost packets that the sender's process stopped
 * @param messages messages that it stopped
 * @param delayed packets that it held back
 * @param arrived batches and messages that came to the receiver all the same
 */
public record LinkState(
    String from, String to, String fault, long lost, long messages, long delayed, long arrived) {}
