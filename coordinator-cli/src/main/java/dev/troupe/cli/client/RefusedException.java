package dev.troupe.cli.client;

/** A call that was answered with a refusal, or that no node answered until the client gave up. */
public final class RefusedException extends RuntimeException {

  private final transient Problem problem;

  public RefusedException(Problem problem, Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
