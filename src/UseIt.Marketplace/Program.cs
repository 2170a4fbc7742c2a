using UseIt.Marketplace.Commands;

return await CommandLine.RunAsync(args);
