Console.WriteLine("goals");
