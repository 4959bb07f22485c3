package dev.troupe.protocol;

/** A lease as its holder names it. */
public record LeaseRef(WorkId work, LeaseToken token) {}
