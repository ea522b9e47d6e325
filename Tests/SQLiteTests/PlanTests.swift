#if SQLite
    import HoldfastCore
    import HoldfastSQL
    import HoldfastSQLite
    import Testing

    /// Each range is read by its own index alone, in order, without sorting.
    @Suite struct PlanTests {
        private struct Place: CustomStringConvertible, Sendable {
            let table: Table
            let index: Index?
            var description: String { "\(table.name).\(index?.name ?? "key")" }
        }

        private static let places = Schema.holdfast.tables.flatMap { table in
            [Place(table: table, index: nil)] + table.indexes.map { Place(table: table, index: $0) }
        }

        @Test func everyRangeOfEveryIndexIsASeekWithoutASort() async throws {
            let folder = try TemporaryFolder()
            let backend = try await folder.backend()
            await backend.close()
            let database = try RawDatabase(folder.file())
            let compiler = SQLCompiler(SQLiteDialect())
            #expect(Self.places.count > 50)
            for place in Self.places {
                for command in try Self.commands(place) {
                    let plan = try database.query("EXPLAIN QUERY PLAN " + compiler.text(of: command))
                        .compactMap { $0.last ?? nil }
                    let name = place.index.map { "\(place.table.name)_\($0.name)" }
                    let wanted = name ?? "sqlite_autoindex_\(place.table.name)_1"
                    #expect(
                        plan.contains {
                            $0.hasPrefix("SEARCH \(place.table.name)")
                                && ($0.contains("INDEX \(wanted) (") || name == nil && $0.contains("PRIMARY KEY ("))
                        }, "\(place): \(plan)")
                    #expect(
                        !plan.contains { $0.contains("TEMP B-TREE") || $0.hasPrefix("SCAN \(place.table.name)") },
                        "\(place): \(plan)")
                }
            }
        }

        // First pages, later pages and bounded ones, both ways; claims read the same pages; counts and erasures.
        private static func commands(_ place: Place) throws -> [Command] {
            let order = place.table.order(place.index)
            let range = IndexRange(place.table, place.index, order.partition.map { _ in .int(1) })
            // A residual on a column that other indexes begin with must not draw the planner to them.
            let residual = place.table.columns.suffix(3).map { Condition($0, .equal(.int(1))) }
            var commands: [Command] = [.count(Segment(range, filter: residual), limit: 10)]
            if place.index == nil { commands.append(.erase(Segment(range), limit: 10)) }
            for isDescending in [false, true] {
                for hasCursor in [false, true] where !(hasCursor && order.sort.isEmpty) {
                    var scan = Scan(range, limit: 10)
                    scan.descending = isDescending
                    scan.filter = residual
                    scan.range.atLeast = .int(0)
                    scan.range.atMost = .int(9)
                    if hasCursor {
                        let values: [Value] = order.sort.map { column in
                            switch column.type {
                            case .int, .time: .int(5)
                            default: .text("m")
                            }
                        }
                        scan.after = Cursor(bytes: OrderedKey.encode(values))
                    }
                    commands.append(.page(try Segment(scan), .all, limit: 10))
                }
            }
            return commands
        }
    }
#endif
