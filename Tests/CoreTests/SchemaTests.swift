import HoldfastCore
import Testing

@Suite struct SchemaTests {
    private static let tables = Schema.holdfast.tables

    @Test func idsAndNamesAreUnique() {
        #expect(Set(Self.tables.map(\.id)).count == Self.tables.count)
        #expect(Set(Self.tables.map(\.name)).count == Self.tables.count)
        #expect(Self.tables.map(\.id) == Array(1...Self.tables.count))
    }

    @Test func theMigrationsMakeTheSchema() {
        #expect(Migration.holdfast.map(\.version) == Array(1...Schema.holdfast.version))
        let made = Migration.holdfast.flatMap(\.changes).compactMap { change in
            if case .addTable(let table) = change { table } else { nil }
        }
        #expect(made == Self.tables)
    }

    @Test(arguments: tables.map(\.name))
    func columnsStandAtTheirOrdinalsUnderTheirNames(_ name: String) throws {
        let table = try #require(Self.tables.first { $0.name == name })
        #expect(table.columns.map(\.ordinal) == Array(0..<table.columns.count))
        #expect(Set(table.columns.map(\.name)).count == table.columns.count)
        for column in table.columns {
            #expect(table.column(named: column.name) == column)
            #expect(column.name.utf8.allSatisfy { (97...122).contains($0) || $0 == 95 }, "\(column.name)")
        }
        #expect(table.column(named: "none") == nil)
    }

    @Test(arguments: tables.map(\.name))
    func theKeyBeginsWithTheNamespaceAndTheTokenIsNeverPartOfIt(_ name: String) throws {
        let table = try #require(Self.tables.first { $0.name == name })
        #expect(table.key.first?.name == "namespace")
        #expect(table.key == Array(table.columns.prefix(table.key.count)))
        #expect(table.key.allSatisfy { !$0.isNullable && !$0.isPayload && $0.type != .double })
        let token = try #require(table.column(named: "insert_token"))
        #expect(token.type == .bytes && !token.isNullable && !token.isPayload && token.ordinal == table.key.count)
    }

    @Test(arguments: tables.map(\.name))
    func indexesAreOverColumnsThatCanBeOrdered(_ name: String) throws {
        let table = try #require(Self.tables.first { $0.name == name })
        #expect(Set(table.indexes.map(\.name)).count == table.indexes.count)
        for index in table.indexes {
            #expect(index.partition.first?.name == "namespace")
            #expect(!index.sort.isEmpty)
            for column in index.partition + index.sort {
                #expect(table.columns[column.ordinal].name == column.name, "\(index.name)")
                #expect(table.columns[column.ordinal].type == column.type, "\(index.name)")
                // Doubles have two zeros; payloads are not read by scans.
                #expect(!column.isPayload && column.type != .double && column.type != .json, "\(index.name)")
            }
            #expect(Set(index.partition + index.sort).count == index.partition.count + index.sort.count)
        }
    }

    @Test(arguments: tables.map(\.name))
    func anOrderEndsWithTheRestOfTheKey(_ name: String) throws {
        let table = try #require(Self.tables.first { $0.name == name })
        #expect(table.order(nil).partition == table.partition && table.order(nil).sort == table.sort)
        for index in table.indexes {
            let order = table.order(index)
            #expect(order.partition == index.partition)
            #expect(Array(order.sort.prefix(index.sort.count)) == index.sort)
            #expect(Set(order.partition + order.sort).isSuperset(of: table.key))
            #expect(Set(order.sort).count == order.sort.count)
        }
    }

    @Test func columnsAcceptTheirTypeOnly() {
        let values: [Value] = [.text("a"), .int(1), .double(1), .bool(true), .bytes([1])]
        let accepted: [ColumnType: Int] = [.text: 0, .json: 0, .int: 1, .time: 1, .double: 2, .bool: 3, .bytes: 4]
        for type in Samples.types {
            let column = Column(0, "c", type)
            #expect(values.indices.filter { column.accepts(values[$0]) } == accepted[type].map { [$0] })
            #expect(!column.accepts(.null))
            #expect(Column(0, "c", type, nullable: true).accepts(.null))
        }
        for number in [Double.nan, .infinity, -.infinity] {
            #expect(!Column(0, "c", .double).accepts(.double(number)))
        }
    }
}
