namespace UseIt.Marketplace.Commands;

/// <summary>The verbs. Each is a file of this folder; without a verb the server is started.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        await Task.CompletedTask;
        return args.Length;
    }
}
