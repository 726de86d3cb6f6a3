"""Engines that are started in the process of a test, without a network."""


def spark():
    """A cluster of two workers."""
    from pyspark.sql import SparkSession

    options = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        # The plan that is shown is the one that runs.
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.files.maxPartitionBytes": "64k",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in options.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()
