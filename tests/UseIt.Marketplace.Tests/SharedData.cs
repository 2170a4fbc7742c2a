namespace UseIt.Marketplace.Tests;

/// <summary>Public data to check against lies beside the project's folder where it has been fetched.</summary>
internal static class SharedData
{
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Checkout.Folder, "..", "shared", "data"));
}

/// <summary>A fact checked against that data; skipped, and counted as skipped, only where the folder is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithSharedDataAttribute : FactAttribute
{
    public FactWithSharedDataAttribute()
    {
        if (!Directory.Exists(SharedData.Folder))
            Skip = "The folder ../shared/data is not here.";
    }
}
