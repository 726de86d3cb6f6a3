// Limits, scripts, files, services, configuration and programs: E08 to E13.

extension Explanation {
    static let ofRunning: [Explanation] = [
        Explanation(
            .nestedTooDeeply, "parentheses or queries nested too deeply",
            """
            Expressions nest at most 200 deep, queries at most 50. Whatever is deeper was written by \
            a program: WITH … AS (…) gives the inner queries names.
            """),
        Explanation(
            .chainTooLong, "a chain of too many operators",
            """
            A chain of operators has at most 180 operands, one of joins or of UNIONs 150. Lists \
            have no such limit: write x IN (1, 2, 3) instead of x = 1 OR x = 2 OR x = 3. A FROM has \
            at most 64 tables, and a SELECT 2000 columns.
            """),
        Explanation(
            .tooManyCalls, "a plan of more calls than allowed",
            """
            The plan needs more calls than --max-calls allows, and none was made. EXPLAIN shows \
            what they are for. A shorter range, fewer users, or conditions that the service \
            applies reduce their number.
            """),
        Explanation(
            .outOfMemory, "a statement that needs too much memory",
            """
            SQLite may use 2048 megabytes for the values of statements, or as many as \
            WORKQL_MEMORY sets. Rows go into temporary files; single long texts and lists need \
            memory, such as those that group_concat and json_group_array make.
            """),
        Explanation(
            .missingParameter, "a parameter without a value",
            "The script uses a parameter that has neither a value by -p name=value nor a default.",
            wrong: "SELECT * FROM corp_recording SINCE :since",
            right: "PARAM since TIMESTAMP = 7d;\nSELECT * FROM corp_recording SINCE :since"),
        Explanation(
            .unknownParameter, "a value for a parameter that is not declared",
            "-p names a parameter that the script has no PARAM for; it is probably misspelt."),
        Explanation(
            .parameterValue, "a value of another type than the parameter's",
            "A parameter takes values of its type only, as default and with -p.",
            wrong: "PARAM dept INT = '研发部'", right: "PARAM dept INT = 1"),
        Explanation(
            .unknownSetting, "a setting that does not exist",
            "SET and RESET take the settings that SHOW SETTINGS lists.",
            wrong: "SET timezon = 'UTC'", right: "SET timezone = 'UTC'"),
        Explanation(
            .settingValue, "a value that a setting does not take",
            "SHOW SETTINGS shows what each setting takes.",
            wrong: "SET timezone = 8", right: "SET timezone = 'Asia/Shanghai'"),
        Explanation(
            .missingFile, "a file that does not exist",
            "No file exists at the path between the quotes. The message shows the path as "
                + "it was tried.",
            wrong: "SELECT * FROM 'rooster.csv'", right: "SELECT * FROM 'roster.csv'"),
        Explanation(
            .unknownFormat, "a file of an unknown format",
            "The extension of a file name determines its format: .csv, .tsv, .txt, .xlsx, .json, "
                + ".ndjson or .parquet to read, more to write. WITH (format = 'csv') sets it for a "
                + "file without an extension. With -f, -o accepts a name whose extension means the "
                + "same format, or one without an extension.",
            wrong: "SELECT * FROM 'roster.doc'", right: "SELECT * FROM 'roster.csv'"),
        Explanation(
            .malformedFile, "a file whose content does not match its name",
            "The message names the line and what is wrong with it: too many fields, a quote that "
                + "does not close, bytes that are neither UTF-8 nor GB18030, a page of Parquet whose "
                + "checksum is wrong. Files of one pattern, 'attendance/*.csv', have the same columns "
                + "with the same types."),
        Explanation(
            .unwritableFile, "a file that cannot be written",
            "COPY writes a file whole or not at all: nothing is left behind when it fails. The "
                + "message names the cause."),
        Explanation(
            .fileOption, "an option that a file does not take",
            "The options in parentheses after a file determine how it is read. Each takes one kind "
                + "of value, and some apply to one format only; grammar.md lists them.",
            wrong: "SELECT * FROM 'roster.csv' WITH (head = 3)",
            right: "SELECT * FROM 'roster.csv' WITH (header = 3)"),
        Explanation(
            .noPermission, "credentials that are refused or may not see this",
            """
            The service refuses the credentials, or the application may not see these records. \
            `workql doctor` sends each service a request and reports what is missing.
            """),
        Explanation(
            .serviceFailed, "a service that fails",
            "The service returned an error, or did not respond, and retries did not help. What was "
                + "fetched before is kept in the store."),
        Explanation(
            .quotaExhausted, "a quota that is used up",
            "The service allows no more calls for now. Run the query again later: it continues from "
                + "what is in the store."),
        Explanation(
            .unknownUsers, "users that the service refuses",
            "The service does not know some of the requested users. The rows of the rest were "
                + "returned; the message names the others."),
        Explanation(
            .doubtedAnswer, "an answer that may lack rows",
            """
            The rows are correct, but some may be missing: the total that the service reports does \
            not match the rows received, because the list changed while its pages were read and \
            changed again while they were reread, or a full page does not say whether another \
            follows. The message contains the numbers. Such a list is not stored, so running the \
            query again requests it again.
            """),
        Explanation(
            .missingConfiguration, "a setting of the configuration that is missing",
            "The credentials of a service are not configured. The message names the variable or the "
                + "key of config.toml that is needed."),
        Explanation(
            .malformedConfiguration, "a configuration that cannot be read",
            "config.toml, an environment variable or a flag has a value that is not accepted "
                + "there."),
        Explanation(
            .commandLine, "a command line that cannot be read",
            "An option is unknown, lacks its value, has one that it does not take, or cannot be combined "
                + "with another. `workql --help` lists the options."),
        Explanation(
            .alreadyRunning, "a store that another sync is filling",
            "Only one sync at a time fills a store with the credentials of an app, so that a slow "
                + "run and the next scheduled one do not compete for the quota. The message names "
                + "the running process. `--wait 10min` waits for it; after the exit status 75, a "
                + "later run continues."),
        Explanation(
            .warehouseFailed, "a warehouse that cannot be used",
            "The database or the folder of --into does not respond, or refuses an operation of "
                + "sync. Each range is written completely or not at all, so the next run continues "
                + "where this one ended. The message contains the error of the database or of the "
                + "system."),
        Explanation(
            .warehouseDiffers, "a table in a warehouse that does not match",
            "A table of the target of --into was created by another program, has a column of "
                + "another type, or was filled with other credentials or by other keys. Nothing "
                + "was changed. The help contains the statement that resolves this; another schema "
                + "or folder always works."),
        Explanation(
            .cancelled, "a query that was cancelled",
            "The task that read the result was cancelled, or the calls were cancelled otherwise. "
                + "Fetched rows are kept in the store, and the same query continues from there."),
        Explanation(
            .readTwice, "a result that is read a second time",
            """
            A program reads the rows of a result only once, as they arrive. To read them twice, \
            keep them, as collect() does, or run the query again: fetched rows are in the store.
            """),
        Explanation(
            .cellType, "a cell of another type than a program expects",
            """
            A program reads a column as a type that its values do not have, such as a number out of \
            a text, or NULL where no NULL is expected. The message names the column.
            """),
        Explanation(
            .notOneStatement, "a text that is not a single query",
            """
            A program runs one statement at a time, and does itself what a script does with SET, \
            PARAM and LET: settings are in the session's configuration, values are bound to \
            :names, and WITH gives names to queries.
            """),
    ]
}
