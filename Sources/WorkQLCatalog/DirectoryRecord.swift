package import WorkQLPages

/// A share of a directory as it can be kept, and taken again by the next client of the same
/// credentials.
package struct DirectoryRecord: Sendable {
    package var share: Directory.Share
    package var stamp: Stamp
    /// `visibility`: userid and name of each user that is named, and behind it id and parent of each
    /// department; `members`: userid, name and department; `names`: id and name of each department.
    package var page: Page

    /// Tells which shares belong together: members and names are those of one list of departments.
    package struct Stamp: Hashable, Sendable {
        /// By chance.
        package var id: Int64
        /// When the list of departments was asked for, in seconds since 1970.
        package var fetched: Int64

        package init(id: Int64, fetched: Int64) {
            self.id = id
            self.fetched = fetched
        }
    }

    package init(share: Directory.Share, stamp: Stamp, page: Page) {
        self.share = share
        self.stamp = stamp
        self.page = page
    }

    /// Is given each share once it came.
    package typealias Keeping = @Sendable (DirectoryRecord) async -> Void
}
