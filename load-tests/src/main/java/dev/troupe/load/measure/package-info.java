/**
 * What a run measures: latencies by kind of call and by second, the clock of an open loop, and what the processes cost.
 *
 * <p>Read {@link dev.troupe.load.measure.Meter} first. It knows nothing of HTTP or of the service. Invariant: a latency counts from the moment a
 * call was meant to start, so a service that stalls cannot hide it by holding its callers up.
 */
package dev.troupe.load.measure;
