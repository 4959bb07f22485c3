package dev.troupe.node.journal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedConstructor;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.module.SimpleModule;

/**
 * How an event looks as JSON: names in snake_case, what is empty left out, and a record whose only component is called {@code value} written as
 * that value, so that {@code WorkId[value=w-17]} is {@code "w-17"}, also as the key of a map. That rule is by shape, not by a list that someone
 * forgets to extend; a record that must not follow it names its component otherwise.
 */
public final class EventJson extends SimpleModule {
  private static final long serialVersionUID = 1L;

  public EventJson() {
    super("troupe-event-json");
  }

  @Override
  public void setupModule(SetupContext context) {
    super.setupModule(context);
    context.setNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    context.insertAnnotationIntrospector(new Introspector());
  }

  static boolean isPlainValue(Class<?> type) {
    return type.isRecord() && type.getRecordComponents().length == 1 && type.getRecordComponents()[0].getName().equals("value");
  }

  private static final class Introspector extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAsValue(Annotated accessor) {
      return isValueAccessor(accessor) ? Boolean.TRUE : null;
    }

    @Override
    public JsonCreator.Mode findCreatorAnnotation(MapperConfig<?> config, Annotated creator) {
      boolean canonical = creator instanceof AnnotatedConstructor constructor
          && isPlainValue(constructor.getDeclaringClass())
          && constructor.getParameterCount() == 1
          && constructor.getRawParameterType(0) == constructor.getDeclaringClass().getRecordComponents()[0].getType();
      return canonical ? JsonCreator.Mode.DELEGATING : null;
    }

    @Override
    public JsonInclude.Value findPropertyInclusion(Annotated property) {
      return JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.USE_DEFAULTS);
    }

    private static boolean isValueAccessor(Annotated accessor) {
      return accessor instanceof AnnotatedMethod method
          && method.getName().equals("value")
          && method.getParameterCount() == 0
          && isPlainValue(method.getDeclaringClass());
    }
  }
}
