/**
 * Steady traffic on a cluster while somebody does something to it: scales it, updates it, takes a node away. {@link dev.troupe.load.traffic.Traffic}
 * is the file to read first. Counts what a client sees that repeats a failed call once, on another node. Speaks HTTP only.
 */
package dev.troupe.load.traffic;
