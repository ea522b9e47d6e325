import HoldfastCore
import HoldfastSQL
import Testing

private enum Sample {
    static let space = Column(0, "namespace", .text)
    static let id = Column(1, "id", .int)
    static let due = Column(2, "due", .time, nullable: true)
    static let score = Column(3, "score", .double, nullable: true)
    static let flag = Column(4, "flag", .bool)
    static let trigger = Column(5, "trigger", .json, nullable: true)
    static let content = Column(6, "content", .bytes, payload: true)
    static let byDue = Index("by_due", partition: [space], sort: [due])
    static let byFlag = Index("by_flag", partition: [space, flag], sort: [id])
    static let table = Table(
        900, "things", partition: [space], sort: [id],
        columns: [space, id, due, score, flag, trigger, content], indexes: [byDue, byFlag])
}

@Suite struct DefinitionTests {
    private let compiler = SQLCompiler(SQLiteDialect(), prefix: "p_")

    @Test func aTableAndItsIndexes() {
        let migration = Migration(version: 1, summary: "things", changes: [.addTable(Sample.table)])
        #expect(
            compiler.statements(for: migration) == [
                #"CREATE TABLE "p_things" ("namespace" TEXT NOT NULL, "id" INTEGER NOT NULL, "due" INTEGER, "#
                    + #""score" ANY, "flag" INTEGER NOT NULL, "trigger" TEXT, "content" BLOB NOT NULL, "#
                    + #"PRIMARY KEY ("namespace", "id")) STRICT"#,
                #"CREATE INDEX "p_things_by_due" ON "p_things" ("namespace", "due", "id") WHERE "due" IS NOT NULL"#,
                #"CREATE INDEX "p_things_by_flag" ON "p_things" ("namespace", "flag", "id")"#,
            ])
        #expect(compiler.migrationTable == "p_holdfast_migrations")
    }

    @Test func laterChanges() {
        let changes: [Migration.Change] = [.addColumn(Sample.table, Sample.due), .addIndex(Sample.table, Sample.byDue)]
        let migration = Migration(version: 2, summary: "due", changes: changes)
        #expect(
            compiler.statements(for: migration) == [
                #"ALTER TABLE "p_things" ADD COLUMN "due" INTEGER"#,
                #"CREATE INDEX "p_things_by_due" ON "p_things" ("namespace", "due", "id") WHERE "due" IS NOT NULL"#,
            ])
        #expect(
            compiler.lines(for: migration) == [
                "version 2: due", #"  add column "p_things"."due""#, #"  add index "p_things_by_due""#,
            ])
    }

    @Test func theViewsForPeopleFollowTheirTables() {
        let migration = Migration(version: 1, summary: "steps", changes: [.addTable(StepTable.table)])
        let views = compiler.statements(for: migration).filter { $0.contains("VIEW") }
        #expect(views.count == 4)
        #expect(views[1].hasPrefix(#"CREATE VIEW "p_holdfast_runs" AS SELECT r."namespace", r."run_id""#))
        #expect(views[3].hasPrefix(#"CREATE VIEW "p_holdfast_steps" AS SELECT r."namespace", r."run_id""#))
    }

    @Test(arguments: [
        ("a", true), ("_x9", true), ("A_b", true), ("", false), ("9a", false), ("a-b", false), ("a\"b", false),
        ("é", false), ("a b", false), ("a;", false), (String(repeating: "a", count: 63), true),
        (String(repeating: "a", count: 64), false),
    ])
    func namesAreCheckedBeforeTheyBecomeText(_ name: String, _ isValid: Bool) {
        #expect(Identifier.isValid(name) == isValid)
    }
}
