package io.azimux.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The direction of the modules and the purity of the core. All rules share one import. */
class ArchitectureTest {

  /** What must never see Pekko. */
  private static final String[] ENGINE_NEUTRAL =
      below(
          "packet",
          "node",
          "replication",
          "topology",
          "dataplane",
          "control",
          "simulator",
          "experiment",
          "gateway");

  /** What must be a function of its inputs. */
  private static final String[] PURE =
      with(
          "io.azimux.gateway",
          below("packet", "node", "replication", "dataplane", "control", "simulator"));

  /** Where iteration order reaches the outside, and so must not depend on hash codes. */
  private static final String[] ORDERED = below("replication", "dataplane", "control", "simulator");

  private static final Set<String> CLOCKS_AND_CHANCE =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.lang.Math.random",
          "java.util.UUID.randomUUID",
          "java.security.SecureRandom.<init>");

  private static final Set<String> WITHOUT_ORDER =
      Set.of(
          "java.util.HashMap.<init>",
          "java.util.HashSet.<init>",
          "java.util.IdentityHashMap.<init>",
          "java.util.concurrent.ConcurrentHashMap.<init>",
          "java.util.Map.copyOf",
          "java.util.Set.copyOf");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.azimux");

  @Test
  void nothing_above_the_cluster_module_knows_pekko() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(ENGINE_NEUTRAL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.pekko..", "io.azimux.cluster..", "io.azimux.cli.."));
  }

  @Test
  void the_core_reads_no_clock_and_draws_no_chance() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .accessTargetWhere(access("read a clock or draw chance", CLOCKS_AND_CHANCE))
            .orShould()
            .accessTargetWhere(unseededRandom())
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(java.util.concurrent.ThreadLocalRandom.class));
  }

  @Test
  void the_core_starts_no_threads() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                Thread.class,
                java.util.Timer.class,
                java.util.concurrent.Executor.class,
                java.util.concurrent.Executors.class,
                java.util.concurrent.CompletableFuture.class));
  }

  @Test
  void the_core_neither_logs_nor_prints() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "org.slf4j..")
            .orShould()
            .accessTargetWhere(
                access("print", Set.of("java.lang.System.out", "java.lang.System.err"))));
  }

  @Test
  void routers_muxes_hosts_and_guests_meet_only_as_packets() {
    check(
        slices()
            .matching("io.azimux.dataplane.(router|mux|vfp|guest)..")
            .should()
            .notDependOnEachOther());
  }

  @Test
  void the_simulator_and_the_cluster_do_not_see_each_other() {
    check(slices().matching("io.azimux.(simulator|cluster)..").should().notDependOnEachOther());
  }

  @Test
  void tunnels_know_packets_and_the_contract_of_elements_only() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.azimux.gateway..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.azimux..")
                    .and(
                        resideOutsideOfPackages(
                            "io.azimux.gateway..", "io.azimux.node..", "io.azimux.packet.."))));
  }

  @Test
  void sockets_are_the_gateways() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.azimux.gateway.socket..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty.."));
  }

  @Test
  void generated_protobuf_classes_stay_inside_the_cluster() {
    check(
        classes()
            .that()
            .resideInAPackage("io.azimux.cluster.proto..")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAnyPackage("io.azimux.cluster..", "io.azimux.console.."));
  }

  @Test
  void packets_need_nothing_but_the_jdk() {
    check(
        classes()
            .that()
            .resideInAPackage("io.azimux.packet..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.azimux.packet..", "java..", "org.jspecify.annotations.."));
  }

  @Test
  void no_field_has_a_type_whose_iteration_order_depends_on_hash_codes() {
    check(
        noFields()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(ORDERED)
            .should()
            .haveRawType(java.util.HashMap.class)
            .orShould()
            .haveRawType(java.util.HashSet.class));
  }

  /** A {@code Map} field may hide a {@code HashMap}, so making one is what counts. */
  @Test
  void no_collection_is_made_whose_iteration_order_depends_on_hash_codes() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(ORDERED)
            .should()
            .accessTargetWhere(access("make a collection without order", WITHOUT_ORDER)));
  }

  @Test
  void packages_form_no_cycles() {
    check(slices().matching("io.azimux.(**)").should().beFreeOfCycles());
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }

  private static String[] below(String... modules) {
    String[] packages = new String[modules.length];
    for (int i = 0; i < modules.length; i++) {
      packages[i] = "io.azimux." + modules[i] + "..";
    }
    return packages;
  }

  private static String[] with(String one, String... others) {
    return Stream.concat(Stream.of(one), Arrays.stream(others)).toArray(String[]::new);
  }

  /** Sees calls, method references and field accesses alike. */
  private static DescribedPredicate<JavaAccess<?>> access(String what, Set<String> targets) {
    return DescribedPredicate.describe(what, access -> targets.contains(name(access.getTarget())));
  }

  private static DescribedPredicate<JavaAccess<?>> unseededRandom() {
    return DescribedPredicate.describe(
        "make a random source without a seed",
        access ->
            access.getTarget() instanceof AccessTarget.ConstructorCallTarget target
                && name(target).equals("java.util.Random.<init>")
                && target.getRawParameterTypes().isEmpty());
  }

  private static String name(AccessTarget target) {
    return target.getOwner().getName() + "." + target.getName();
  }
}
