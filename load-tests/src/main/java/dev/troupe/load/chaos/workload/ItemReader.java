package dev.troupe.load.chaos.workload;

/** Reads single items, which must never tell what is over. */
final class ItemReader extends Client {

  private static final int PAUSE_MILLIS = 80;

  ItemReader(String name, Crowd crowd, int node, long seed) {
    super(name, crowd, node, seed);
  }

  @Override
  void step() throws InterruptedException {
    pause(PAUSE_MILLIS);
    String item = crowd.anyItem(random);
    if (item != null) {
      askOnce(Request.get(item));
    }
  }
}
