using System.Collections;
using System.Globalization;
using UseIt.Marketplace.Engine.Tests.Doses;

// The other process of tests that need a real one: dotnet exec UseIt.Messaging.Tests.dll garden CONNECTION SEED COUNT SHARE SHARES WRITERS
// runs a node whose writers do their share of a plan but for what the first line of its input says is done, until its input closes.
if (args is not ["garden", var connection, var seed, var count, var share, var shares, var writers])
    return 2;
await using var node = new GardenNode(connection, Console.OpenStandardOutput());
var done = new BitArray(Convert.FromBase64String(Console.ReadLine()!));
await node.StartAsync();
var (of, part) = (Number(shares), Number(share));
await new Writers(node, new Plan(Number(seed), Number(count)), n => n % of == part && !done[(int)n]).RunAsync(Number(writers));
node.Fence.Say("finished");
await Console.In.ReadToEndAsync();
await node.StopAsync();
return 0;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
