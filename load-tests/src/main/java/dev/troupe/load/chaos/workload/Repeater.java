package dev.troupe.load.chaos.workload;

/** Sends requests of others again, late and through other nodes: what a network does that delivers twice. */
final class Repeater extends Troublemaker {

  private static final int PAUSE_MILLIS = 120;

  Repeater(String name, Crowd crowd, int node, long seed) {
    super(name, crowd, node, seed, PAUSE_MILLIS);
  }

  @Override
  void makeTrouble() throws InterruptedException {
    Request request = crowd.anyRequest(random);
    if (request != null && request.id() != null) {
      askOnce(request);
    }
  }
}
