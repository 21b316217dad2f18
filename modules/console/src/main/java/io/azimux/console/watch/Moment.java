package io.azimux.console.watch;

/**
 * Something that happened.
 *
 * @param id counts up from 1, in the order in which the console learnt of it
 * @param at milliseconds since 1970
 * @param kind what it is about: {@code process}, {@code route}, {@code member}, {@code health},
 *     {@code pool}, {@code fault}, {@code action}
 * @param who saw it
 * @param what in words
 * @param element the element that it is about; empty where it is about none
 * @param bad true for what is worse than before
 */
public record Moment(
    long id, long at, String kind, String who, String what, String element, boolean bad) {}
