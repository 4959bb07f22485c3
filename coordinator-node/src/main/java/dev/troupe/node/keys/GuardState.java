package dev.troupe.node.keys;

/**
 * What the guard remembers, so that it need not read all it wrote when it starts.
 *
 * @param refused events so far
 */
public record GuardState(long refused) {
  static final GuardState NONE = new GuardState(0);
}
