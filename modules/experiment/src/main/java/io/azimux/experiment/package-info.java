/**
 * A scenario run from its description to its verdict: load, faults, the ledger of broken flows and
 * the report.
 *
 * <p>Neutral towards the engine: a run is judged alike whether simulated or clustered.
 */
@NullMarked
package io.azimux.experiment;

import org.jspecify.annotations.NullMarked;
