package dev.troupe.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.troupe.gateway.client.Coordinator;
import dev.troupe.gateway.client.NewWork;
import dev.troupe.protocol.Refusal;
import dev.troupe.protocol.Refusal.Code;
import dev.troupe.protocol.WorkId;
import dev.troupe.protocol.WorkReply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Calls on many items: each item is answered for itself, as if it had come alone, and in the order of the request. */
final class WorkBatches {
  static final int MAX_ITEMS = 1_000;

  private final Coordinator coordinator;
  private final WorkIds ids;

  WorkBatches(Coordinator coordinator, WorkIds ids) {
    this.coordinator = coordinator;
    this.ids = ids;
  }

  CompletionStage<HttpResponse> add(Call call) {
    return items(call).fold(items -> addItems(call, items), Calls::refused);
  }

  CompletionStage<HttpResponse> complete(Call call) {
    return items(call).fold(items -> completeItems(call, items), Calls::refused);
  }

  private CompletionStage<HttpResponse> addItems(Call call, List<JsonNode> items) {
    WorkReply[] replies = new WorkReply[items.size()];
    Map<WorkId, Integer> indices = new HashMap<>();
    List<NewWork> valid = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      int index = i;
      replies[index] =
          item(call, items, index)
              .flatMap(item -> WorkBodies.addition(item.fields()).flatMap(wanted -> toAdd(wanted, item, index, indices)))
              .fold(
                  work -> {
                    valid.add(work);
                    return null;
                  },
                  WorkReply.Refused::new);
    }
    return coordinator
        .addAll(valid)
        .thenApply(
            answered -> {
              valid.forEach(work -> replies[indices.get(work.id())] = answered.get(work.id()));
              return results(replies, true);
            });
  }

  private Parsed<NewWork> toAdd(WorkBodies.Addition wanted, Call item, int index, Map<WorkId, Integer> indices) {
    NewWork work = WorkRoutes.newWork(wanted, item, ids);
    Integer first = indices.putIfAbsent(work.id(), index);
    return first == null
        ? new Parsed.Valid<>(work)
        : new Parsed.Invalid<>(Refusal.invalid("id", "Expected each id once, but items[" + first + "] has it too."));
  }

  private CompletionStage<HttpResponse> completeItems(Call call, List<JsonNode> items) {
    WorkReply[] replies = new WorkReply[items.size()];
    List<Integer> indices = new ArrayList<>();
    List<Coordinator.Completion> valid = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      int index = i;
      replies[index] =
          item(call, items, index)
              .flatMap(
                  item ->
                      item.as(done -> done.held().agent(), WorkBodies.completion(item.fields()))
                          .flatMap(done -> valid(WorkRoutes.completion(done, item))))
              .fold(
                  completion -> {
                    valid.add(completion);
                    indices.add(index);
                    return null;
                  },
                  WorkReply.Refused::new);
    }
    return coordinator
        .completeAll(valid)
        .thenApply(
            answered -> {
              for (int i = 0; i < answered.size(); i++) {
                replies[indices.get(i)] = answered.get(i);
              }
              return results(replies, false);
            });
  }

  private static Parsed<List<JsonNode>> items(Call call) {
    Fields fields = call.fields();
    List<JsonNode> items = fields.elements("items", MAX_ITEMS);
    if (!call.body().path("items").isArray()) {
      return new Parsed.Invalid<>(Refusal.invalid("items", "Expected items, an array of at most " + MAX_ITEMS + "."));
    }
    return fields.build(() -> items);
  }

  private static Parsed<Call> item(Call call, List<JsonNode> items, int index) {
    return items.get(index) instanceof ObjectNode object
        ? valid(call.item(index, object))
        : new Parsed.Invalid<>(
            Refusal.of(Code.MALFORMED, "Expected an object, but the item is " + JsonReading.kind(items.get(index)) + "."));
  }

  private static <T> Parsed<T> valid(T value) {
    return new Parsed.Valid<>(value);
  }

  private static HttpResponse results(WorkReply[] replies, boolean added) {
    return JsonWriting.ok(
        to -> {
          to.writeStartObject();
          to.writeArrayFieldStart("results");
          for (int i = 0; i < replies.length; i++) {
            Answers.batched(to, i, replies[i], added);
          }
          to.writeEndArray();
          to.writeEndObject();
        });
  }
}
