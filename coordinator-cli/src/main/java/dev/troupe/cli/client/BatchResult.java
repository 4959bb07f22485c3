package dev.troupe.cli.client;

/**
 * What became of one item of a batch.
 *
 * @param index place in the request, from 0
 * @param status as a single call would have answered: 201 added, 200 already there, or a refusal with its problem
 */
public record BatchResult(int index, int status, Work work, Problem problem) {

  public boolean accepted() {
    return status >= 200 && status < 300;
  }
}
