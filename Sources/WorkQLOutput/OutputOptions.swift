/// Options that are not part of a format.
public struct OutputOptions: Hashable, Sendable {
    /// The options of CSV for spreadsheets.
    public var csv = CSVOptions()
    /// The text that represents NULL in tables for reading.
    public var nullText = "NULL"

    /// Creates options for a file without a byte order mark, with all texts unchanged.
    public init() {}
}
