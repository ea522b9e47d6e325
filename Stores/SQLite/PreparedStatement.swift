#if SQLite
    internal import CHoldfastSQLite
    internal import HoldfastCore
    internal import HoldfastSQL

    /// A statement that its connection keeps, with all calls of the C library on it.
    @safe final class PreparedStatement {
        /// What a row of it holds.
        var columns: [Column] = []
        /// Whether its rows are without their payload columns.
        var isPartial = false
        private let statement: OpaquePointer
        private let handle: OpaquePointer
        private let scratch: Scratch

        // The connection keeps the handle open for longer than its statements.
        init(_ statement: OpaquePointer, of handle: OpaquePointer, _ scratch: Scratch) {
            unsafe self.statement = statement
            unsafe self.handle = handle
            self.scratch = scratch
        }

        // Nothing uses the statement after this.
        deinit { unsafe sqlite3_finalize(statement) }

        /// Binds the parameters of a command of this statement's shape.
        func bind(_ command: Command) throws(SQLiteFailure) {
            scratch.clear()
            var binder = unsafe Binder(statement: statement, scratch: scratch)
            command.bindParameters(to: &binder)
            try check(binder.code)
        }

        /// Binds some values in order.
        func bind(_ values: Value...) throws(SQLiteFailure) {
            scratch.clear()
            var binder = unsafe Binder(statement: statement, scratch: scratch)
            for value in values { binder.bind(value) }
            try check(binder.code)
        }

        /// Runs it to the end, whatever it yields.
        func run() throws(SQLiteFailure) {
            while try step() {}
        }

        /// Whether it yields a row. It is reset then.
        func yieldsRow() throws(SQLiteFailure) -> Bool {
            let isThere = try step()
            reset()
            return isThere
        }

        /// The first column of the first row, or nil where there is none. It is reset then.
        func integer() throws(SQLiteFailure) -> Int64? {
            defer { reset() }
            guard try step() else { return nil }
            return unsafe sqlite3_column_int64(statement, 0)
        }

        /// The text in the first column of the first row. It is reset then.
        func text() throws(SQLiteFailure) -> String? {
            defer { reset() }
            guard try step() else { return nil }
            return text(0)
        }

        /// Reads rows of this table until there are no more, or they hold this many bytes. It is reset then.
        func rows(of table: Table, atMostBytes: Int) throws(SQLiteFailure) -> (rows: [Row], isCut: Bool) {
            defer { reset() }
            var rows: [Row] = []
            var bytes = 0
            while try step() {
                let row = currentRow(of: table)
                rows.append(row)
                bytes += row.size
                if bytes >= atMostBytes { return (rows, true) }
            }
            return (rows, false)
        }

        /// The first row, or nil where there is none. It is reset then.
        func row(of table: Table) throws(SQLiteFailure) -> Row? {
            defer { reset() }
            guard try step() else { return nil }
            return currentRow(of: table)
        }

        /// True for a row. At the end and after an error it is reset, so that it holds no lock.
        private func step() throws(SQLiteFailure) -> Bool {
            let code = unsafe sqlite3_step(statement)
            if code == SQLITE_ROW { return true }
            guard code == SQLITE_DONE else {
                // The words go with the error of the step, so they are fetched before the reset.
                let failure = unsafe Connection.failure(of: handle, code)
                reset()
                throw failure
            }
            reset()
            return false
        }

        // The statement is open as long as this object lives.
        private func reset() { unsafe sqlite3_reset(statement) }

        private func check(_ code: Int32) throws(SQLiteFailure) {
            guard code != SQLITE_OK else { return }
            // The connection keeps the handle open for longer than its statements.
            throw unsafe Connection.failure(of: handle, code)
        }

        private func currentRow(of table: Table) -> Row {
            guard isPartial else {
                var values: [Value] = []
                values.reserveCapacity(columns.count)
                for position in columns.indices { values.append(value(position)) }
                return Row(table, values)
            }
            var values = [Value](repeating: .null, count: table.columns.count)
            for (position, column) in columns.enumerated() { values[column.ordinal] = value(position) }
            return Row(table, values, isPartial: true)
        }

        private func value(_ position: Int) -> Value {
            // The place is one of the row; what it points to is copied before the statement moves on.
            let place = Int32(position)
            if unsafe sqlite3_column_type(statement, place) == SQLITE_NULL { return .null }
            switch columns[position].type {
            case .text, .json: return .text(text(place))
            case .int, .time: return .int(unsafe sqlite3_column_int64(statement, place))
            case .bool: return .bool(unsafe sqlite3_column_int64(statement, place) != 0)
            case .double: return .double(unsafe sqlite3_column_double(statement, place))
            case .bytes:
                let start = unsafe sqlite3_column_blob(statement, place)
                let count = Int(unsafe sqlite3_column_bytes(statement, place))
                return .bytes(unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count)))
            }
        }

        private func text(_ place: Int32) -> String {
            // The text is the row's own; it is copied before the statement moves on.
            let start = unsafe sqlite3_column_text(statement, place)
            let count = Int(unsafe sqlite3_column_bytes(statement, place))
            return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
        }
    }

    /// Binds values to the parameters of a statement, and keeps the first error.
    @safe private struct Binder: ParameterSink {
        let statement: OpaquePointer
        let scratch: Scratch
        var code = SQLITE_OK
        private var position: Int32 = 0

        // A binder lives only as long as one call of the statement's `bind`.
        init(statement: OpaquePointer, scratch: Scratch) {
            unsafe self.statement = statement
            self.scratch = scratch
        }

        mutating func bind(_ value: Value) {
            // SQLite copies what it is given, or reads the scratch memory, which outlives the run.
            position += 1
            let result =
                switch value {
                case .null: unsafe sqlite3_bind_null(statement, position)
                case .bool(let flag): unsafe sqlite3_bind_int64(statement, position, flag ? 1 : 0)
                case .int(let number): unsafe sqlite3_bind_int64(statement, position, number)
                case .double(let number): unsafe sqlite3_bind_double(statement, position, number)
                case .text(var text): text.withUTF8 { content in unsafe bindText(content) }
                case .bytes(let bytes): unsafe bytes.withUnsafeBytes { content in unsafe bindBytes(content) }
                }
            if code == SQLITE_OK { code = result }
        }

        private func bindText(_ content: UnsafeBufferPointer<UInt8>) -> Int32 {
            // Either the scratch memory, which outlives the run, or a copy that SQLite makes now.
            let encoding = UInt8(SQLITE_UTF8)
            let count = UInt64(content.count)
            if let copy = unsafe scratch.copy(UnsafeRawBufferPointer(content)) {
                return unsafe sqlite3_bind_text64(statement, position, copy, count, nil, encoding)
            }
            return unsafe sqlite3_bind_text64(
                statement, position, content.baseAddress, count, holdfast_sqlite_transient(), encoding)
        }

        private func bindBytes(_ content: UnsafeRawBufferPointer) -> Int32 {
            // Either the scratch memory, which outlives the run, or a copy that SQLite makes now.
            // No address would mean NULL, and empty is not absent.
            guard unsafe !content.isEmpty else { return unsafe sqlite3_bind_zeroblob(statement, position, 0) }
            let count = UInt64(content.count)
            if let copy = unsafe scratch.copy(content) {
                return unsafe sqlite3_bind_blob64(statement, position, copy, count, nil)
            }
            return unsafe sqlite3_bind_blob64(
                statement, position, content.baseAddress, count, holdfast_sqlite_transient())
        }
    }
#endif
