package dev.troupe.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of docs/architecture.md. */
@AnalyzeClasses(packages = "dev.troupe", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule theRulesKnowNoActors =
      noClasses()
          .that()
          .haveFullyQualifiedName("dev.troupe.node.work.WorkRules")
          .or()
          .haveFullyQualifiedName("dev.troupe.node.work.WorkEvolution")
          .or()
          .haveFullyQualifiedName("dev.troupe.node.agent.AgentRules")
          .or()
          .haveFullyQualifiedName("dev.troupe.node.keys.KeyRules")
          .or()
          .haveFullyQualifiedName("dev.troupe.node.scaling.ScalingRules")
          .or()
          .haveFullyQualifiedName("dev.troupe.node.dispatch.Backlog")
          .or()
          .haveFullyQualifiedName("dev.troupe.node.dispatch.MatchPolicy")
          .or()
          .haveFullyQualifiedName("dev.troupe.node.dispatch.WaitingLine")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("akka..");

  @ArchTest
  static final ArchRule theProtocolKnowsNobody =
      noClasses()
          .that()
          .resideInAPackage("dev.troupe.protocol..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.troupe.node..", "dev.troupe.gateway..", "dev.troupe.cli..", "com.fasterxml..", "java.sql..");

  @ArchTest
  static final ArchRule theGatewayOpensNoDatabaseAndKnowsNoEntity =
      noClasses()
          .that()
          .resideInAPackage("dev.troupe.gateway..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.troupe.node..", "java.sql..", "javax.sql..", "akka.persistence..");

  @ArchTest
  static final ArchRule onlyTheAssemblyKnowsTheGateway =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.troupe.node.work..", "dev.troupe.node.agent..", "dev.troupe.node.keys..", "dev.troupe.node.dispatch..", "dev.troupe.node.board..", "dev.troupe.node.feed..", "dev.troupe.node.journal..", "dev.troupe.node.scaling..", "dev.troupe.node.wire..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.troupe.gateway..");

  @ArchTest
  static final ArchRule onlyTheGatewaysClientKnowsSharding =
      noClasses()
          .that()
          .resideInAPackage("dev.troupe.gateway.http..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("akka.cluster.sharding..");

  @ArchTest
  static final ArchRule statusesAreKnownAtTheEdgeOnly =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.troupe.gateway..", "dev.troupe.cli..", "dev.troupe.load..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("akka.http..");

  @ArchTest
  static final ArchRule theCommandLineSpeaksHttpOnly =
      noClasses()
          .that()
          .resideInAPackage("dev.troupe.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.troupe.protocol..", "dev.troupe.gateway..", "dev.troupe.node..", "akka..");

  @ArchTest
  static final ArchRule namesSayWhatThingsDo =
      classes()
          .that()
          .resideInAPackage("dev.troupe..")
          .should()
          .haveSimpleNameNotEndingWith("Impl")
          .andShould()
          .haveSimpleNameNotEndingWith("Manager")
          .andShould()
          .haveSimpleNameNotEndingWith("Helper")
          .andShould()
          .haveSimpleNameNotStartingWith("Abstract");
}
