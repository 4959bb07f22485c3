/**
 * What can be seen from outside: {@link dev.troupe.telemetry.Metric} names every metric there is, {@link dev.troupe.telemetry.Metrics} is where the code
 * counts, {@link dev.troupe.telemetry.Telemetry} starts it on a node and gives the text that {@code /metrics} serves; {@link dev.troupe.telemetry.Tracer}
 * takes spans and sends them by OTLP. Depends on nothing else of Troupe. Invariant: nothing here blocks or fails its caller, and every label has a bound.
 */
package dev.troupe.telemetry;
