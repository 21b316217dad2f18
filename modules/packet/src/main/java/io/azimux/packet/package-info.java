/**
 * Packets as bytes: static views over header fields, checksums, five-tuples, flow hashes, and the
 * arena and bursts in which packets travel.
 *
 * <p>A view class ({@link io.azimux.packet.Ipv4}, {@link io.azimux.packet.Tcp}, ...) reads and
 * writes the fields of one protocol at an offset of a byte array; it makes no object and no
 * judgement. Judgement is one call, {@link io.azimux.packet.Frame#check}, made once where a packet
 * enters an element; past it no code meets an unchecked length.
 *
 * <p>This package knows the JDK only: no element, no clock, no thread.
 */
@NullMarked
package io.azimux.packet;

import org.jspecify.annotations.NullMarked;
