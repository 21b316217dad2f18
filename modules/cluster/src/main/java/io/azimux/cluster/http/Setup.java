package io.azimux.cluster.http;

import io.azimux.topology.World;

/**
 * What a process was started with: whoever finds it running learns here what it emulates.
 *
 * @param jvm its name in the plan
 * @param seed of its elements' random sources
 * @param cuttable whether it can be told to send nothing to others
 * @param drain whether its MUXes withdraw and drain before it ends
 * @param world the world that it knows, with the settings that hold
 */
public record Setup(String jvm, long seed, boolean cuttable, boolean drain, World world) {}
