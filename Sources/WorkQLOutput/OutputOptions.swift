/// What a format leaves open.
public struct OutputOptions: Hashable, Sendable {
    /// How CSV is written for spreadsheets.
    public var csv = CSVOptions()
    /// How NULL is shown in tables for reading.
    public var nullText = "NULL"

    /// A file without a byte order mark, and all texts as they are.
    public init() {}
}
