using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace UseIt.Testing;

/// <summary>A test of the long dose: it exists when USEIT_LONG is 1 (<c>tests/run --long</c>), so that nothing counts as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("UseIt.Testing.LongFactDiscoverer", "UseIt.Testing")]
public sealed class LongFactAttribute : FactAttribute;

/// <summary>Finds the long tests when they are asked for.</summary>
public sealed class LongFactDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    private readonly FactDiscoverer facts = new(messages);

    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        ITestMethod testMethod,
        IAttributeInfo factAttribute
    ) => Environment.GetEnvironmentVariable("USEIT_LONG") == "1" ? facts.Discover(discoveryOptions, testMethod, factAttribute) : [];
}
