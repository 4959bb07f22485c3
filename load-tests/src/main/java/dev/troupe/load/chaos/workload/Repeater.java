package dev.troupe.load.chaos.workload;

/** Sends requests of others again, late and through other nodes: what a network does that delivers twice. */
final class Repeater extends Client {

  private static final int PAUSE_MILLIS = 120;

  Repeater(String name, Crowd crowd, int node, long seed) {
    super(name, crowd, node, seed);
  }

  @Override
  void step() throws InterruptedException {
    pause(PAUSE_MILLIS);
    if (crowd.isCalm()) {
      return;
    }
    Request request = crowd.anyRequest(random);
    if (request != null && request.id() != null) {
      askOnce(request);
    }
  }
}
