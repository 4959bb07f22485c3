package dev.troupe.cli;

/** How a command prints its result. */
public enum OutputFormat {
  table, json
}
