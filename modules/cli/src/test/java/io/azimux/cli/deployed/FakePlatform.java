package io.azimux.cli.deployed;

import io.azimux.cli.fleet.Fleet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A platform that does what it is told, in memory. */
final class FakePlatform implements Platform {
  final List<String> done = new ArrayList<>();
  private final Engine engine;
  private final Map<String, FakeNode> nodes = new LinkedHashMap<>();
  private final Map<String, Fleet.Standing> standings = new LinkedHashMap<>();
  private int lives;

  FakePlatform(Engine engine, FakeNode... nodes) {
    this.engine = engine;
    for (FakeNode node : nodes) {
      this.nodes.put(node.unit(0).id(), node);
    }
  }

  @Override
  public Engine engine() {
    return engine;
  }

  @Override
  public String where() {
    return "a test";
  }

  @Override
  public List<Unit> units() {
    return nodes.values().stream().map(node -> node.unit(0)).toList();
  }

  @Override
  public Optional<String> token() {
    return Optional.empty();
  }

  @Override
  public Fleet.Standing standing(Unit unit) {
    return standings.getOrDefault(unit.id(), Fleet.Standing.RUNS);
  }

  private void becomes(String what, Unit unit, Fleet.Standing standing) {
    done.add(what + " " + unit.id());
    standings.put(unit.id(), standing);
  }

  @Override
  public CompletableFuture<Long> kill(Unit unit) {
    becomes("kill", unit, Fleet.Standing.GONE);
    return CompletableFuture.completedFuture(Fleet.now());
  }

  @Override
  public CompletableFuture<Long> terminate(Unit unit) {
    becomes("terminate", unit, Fleet.Standing.GONE);
    return CompletableFuture.completedFuture(Fleet.now());
  }

  @Override
  public void pause(Unit unit) {
    becomes("pause", unit, Fleet.Standing.STANDS_STILL);
  }

  @Override
  public void resume(Unit unit) {
    becomes("resume", unit, Fleet.Standing.RUNS);
  }

  @Override
  public Optional<Unit> start(Unit ended) {
    becomes("start", ended, Fleet.Standing.RUNS);
    FakeNode node = nodes.get(ended.id());
    return node == null ? Optional.empty() : Optional.of(node.unit(++lives));
  }

  @Override
  public void isolate(Unit unit) {
    done.add("isolate " + unit.id());
  }

  @Override
  public boolean isIsolated(Unit unit) {
    return done.contains("isolate " + unit.id()) && !done.contains("rejoin " + unit.id());
  }

  @Override
  public Unit rejoin(Unit unit) {
    done.add("rejoin " + unit.id());
    return unit;
  }

  @Override
  public void close() {
    done.add("closed");
  }
}
