#if SQLite
    internal import HoldfastCore
    internal import HoldfastSQL

    /// Changes the schema: each migration in one transaction, under the lock of the file.
    struct Migrator {
        let session: Session
        let migrations: [Migration]

        private var newest: Int { migrations.last?.version ?? 0 }

        /// The version that the tables have; 0 where there are none.
        static func version(_ connection: Connection, _ compiler: SQLCompiler) throws(SQLiteFailure) -> Int {
            let table = try connection.statement("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")
            try table.bind(.text(compiler.migrationTable))
            guard try table.yieldsRow() else { return 0 }
            return Int(try connection.statement(compiler.readVersion).integer() ?? 0)
        }

        static func tooNew(_ file: DatabaseFile, _ version: Int, _ newest: Int) -> BackendError {
            BackendError(
                .schemaTooNew,
                "\(file.path) has schema version \(version) and this program knows \(newest); use a newer program")
        }

        /// What would be done to tables of this version.
        func plan(from version: Int) throws(BackendError) -> [String] {
            guard version <= newest else { throw Self.tooNew(session.file, version, newest) }
            return migrations.filter { $0.version > version }.flatMap { session.compiler.lines(for: $0) }
        }

        /// Does it, and tells what was done by this call.
        func run() throws(BackendError) -> [String] {
            let connection = try session.connectionForMigration(newest: newest)
            var lines: [String] = []
            for migration in migrations where try apply(migration, connection) {
                lines += session.compiler.lines(for: migration)
            }
            return lines
        }

        private func apply(_ migration: Migration, _ connection: Connection) throws(BackendError) -> Bool {
            let path = session.file.path
            var version = 0
            do throws(SQLiteFailure) {
                try connection.wait.retrying { () throws(SQLiteFailure) in
                    version = try apply(migration, to: connection)
                }
            } catch {
                session.drop(after: error)
                guard error.code == SQLiteFailure.generalCode else { throw error.backendError(path) }
                throw BackendError(
                    .invalidArgument,
                    "migration \(migration.version) of \(path) failed and changed nothing (\(error.message)); where "
                        + "the file has tables of another program, set a table prefix")
            }
            guard version <= newest else { throw Self.tooNew(session.file, version, newest) }
            return version < migration.version
        }

        /// Returns the version from before.
        private func apply(_ migration: Migration, to connection: Connection) throws(SQLiteFailure) -> Int {
            let compiler = session.compiler
            try connection.begin()
            do throws(SQLiteFailure) {
                // Read under the lock: another process may have been faster.
                let version = try Self.version(connection, compiler)
                if version < migration.version {
                    try connection.execute(compiler.createMigrationTable)
                    for statement in compiler.statements(for: migration) { try connection.execute(statement) }
                    let record = try connection.prepare(compiler.recordMigration)
                    try record.bind(.int(Int64(migration.version)), .text(migration.summary))
                    try record.run()
                }
                try connection.commit()
                return version
            } catch {
                try connection.rollBack()
                throw error
            }
        }
    }
#endif
