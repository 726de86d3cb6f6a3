import WorkQLCatalog

// GRDB has types of these names too.
typealias Table = WorkQLCatalog.Table
typealias Column = WorkQLCatalog.Column
