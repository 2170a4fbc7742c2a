namespace UseIt.Marketplace.Tests;

/// <summary>The folder of the sources these tests were built from.</summary>
internal static class Checkout
{
    public static string Folder { get; } = Above(AppContext.BaseDirectory);

    private static string Above(string folder) =>
        File.Exists(Path.Combine(folder, "UseIt.Marketplace.sln")) ? folder : Above(Path.GetDirectoryName(folder)!);
}
